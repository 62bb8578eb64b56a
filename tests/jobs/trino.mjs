// Prints, as JSON, what Trino's grammar has against each SQL text of the list that it reads.
//
// The parser is published for bundlers: its modules name others without ".js".

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

registerHooks({
  resolve(name, context, next) {
    if (name.startsWith(".") && !name.endsWith(".js")) {
      for (const tail of [".js", "/index.js"]) {
        try {
          return next(name + tail, context);
        } catch (error) {
          if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
        }
      }
    }
    return next(name, context);
  },
});

const folder = "dt-sql-parser/dist/parser/trino/index.js";
const { TrinoSQL } = await import(folder);
const texts = JSON.parse(readFileSync(0, "utf8"));
const parser = new TrinoSQL();
const found = texts.map((text) =>
  parser.validate(text).map((error) => `line ${error.startLine}: ${error.message}`),
);
process.stdout.write(JSON.stringify(found));
