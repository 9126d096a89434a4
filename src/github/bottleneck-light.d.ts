/** The build of Bottleneck without Redis: the one that Octokit's throttling plugin brings; its types are the whole one's. */
declare module 'bottleneck/light.js' {
  export { default } from 'bottleneck';
}
