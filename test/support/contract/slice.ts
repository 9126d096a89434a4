import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** What a slice says that the whole schema does not say: empty when everything in it is there, exactly so. */
export function beyond(slice: GraphQLSchema, whole: GraphQLSchema): string[] {
  return Object.entries(slice.getTypeMap())
    .filter(([name]) => !name.startsWith('__'))
    .flatMap(([name, type]) => ofType(type, whole.getType(name)).map((what) => `${name}${what}`));
}

function ofType(type: GraphQLNamedType, real: GraphQLNamedType | undefined): string[] {
  if (real?.constructor !== type.constructor) return [' is of another kind'];
  if ((isObjectType(type) && isObjectType(real)) || (isInterfaceType(type) && isInterfaceType(real)))
    return Object.values(type.getFields()).flatMap((field) => ofField(field, real.getFields()[field.name]));
  if (isInputObjectType(type) && isInputObjectType(real)) {
    const lacking = Object.values(real.getFields()).filter(
      (field) =>
        isNonNullType(field.type) && field.defaultValue === undefined && !type.getFields()[field.name],
    );
    return [
      ...lacking.map((field) => ` lacks ${field.name}, which must be given`),
      ...Object.values(type.getFields()).flatMap((field) => ofInput(field, real.getFields()[field.name])),
    ];
  }
  if (isEnumType(type) && isEnumType(real)) {
    const names = real.getValues().map((value) => value.name);
    return names.join() ===
      type
        .getValues()
        .map((value) => value.name)
        .join()
      ? []
      : [' has other values'];
  }
  if (isUnionType(type) && isUnionType(real)) {
    const names = real.getTypes().map(String);
    return type
      .getTypes()
      .map(String)
      .filter((member) => !names.includes(member))
      .map((member) => ` | ${member}`);
  }
  return [];
}

function ofField(
  field: GraphQLField<unknown, unknown>,
  real: GraphQLField<unknown, unknown> | undefined,
): string[] {
  if (String(real?.type) !== String(field.type)) return [`.${field.name} is ${String(real?.type)}`];
  const show = ({ name, type, defaultValue }: (typeof field.args)[number]): string =>
    `${name}: ${type} = ${JSON.stringify(defaultValue)}`;
  const theirs = (real?.args ?? []).map(show);
  const required = (real?.args ?? []).filter((one) => isNonNullType(one.type)).map(show);
  const ours = field.args.map(show);
  return [
    ...ours.filter((one) => !theirs.includes(one)),
    ...required.filter((one) => !ours.includes(one)),
  ].map((one) => `.${field.name}(${one})`);
}

function ofInput(field: GraphQLInputField, real: GraphQLInputField | undefined): string[] {
  return String(real?.type) === String(field.type) ? [] : [`.${field.name} is ${String(real?.type)}`];
}
