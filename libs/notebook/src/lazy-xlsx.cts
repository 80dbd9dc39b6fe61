// What danfojs takes from xlsx, for workbooks. prepare-danfojs.ts loads this in place of xlsx, which takes a quarter of a second to load,
// and here only when it is used.
export = new Proxy({}, { get: (_, name) => Reflect.get(require("xlsx"), name) });
