// One instance for both kinds of module, so that `instanceof` holds between them.

export * from "./node.cjs";
