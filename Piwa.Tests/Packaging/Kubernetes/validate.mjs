// Reads a Kubernetes Job in YAML from its standard input, and holds it against Kubernetes' own schema (OpenAPI): what is required and of which
// type by its validator, names that are not there by TypeScript, which refuses them in a literal. Prints what is wrong, a line each.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Job } from "kubernetes-models/batch/v1/Job";
import ts from "typescript";
import { parseAllDocuments } from "yaml";

const faults = [];
const documents = parseAllDocuments(readFileSync(0, "utf8"));
for (const document of documents) {
  faults.push(...document.errors.map((error) => error.message));
  const manifest = document.toJS();
  try {
    new Job(manifest).validate();
  } catch (error) {
    faults.push(error.message);
  }

  // Beside this file, so that the package is found.
  const source = fileURLToPath(new URL(`literal-${process.pid}.ts`, import.meta.url));
  try {
    writeFileSync(source, `import type { IJob } from "kubernetes-models/batch/v1/Job";\nexport const job: IJob = ${JSON.stringify(manifest, null, 1)};\n`);
    const program = ts.createProgram([source], {
      noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    });
    for (const fault of ts.getPreEmitDiagnostics(program)) faults.push(ts.flattenDiagnosticMessageText(fault.messageText, " "));
  } finally {
    rmSync(source, { force: true });
  }
}

console.log(`documents ${documents.length}`);
for (const fault of faults) console.log(fault);
