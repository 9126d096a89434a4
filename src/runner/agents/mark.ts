/** Everything that works in a clone for us carries this variable, so that what a killed engine left behind is found. */
export const AGENT_MARK = 'MAESTRO_AGENT_IN';
