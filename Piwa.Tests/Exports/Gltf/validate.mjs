// Validates all .glb files of a folder with the Khronos validator and prints one JSON object:
// {"files": n, "errors": n, "warnings": n, "infos": n, "hints": n, "messages": ["file: severity code pointer message", ...]}
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateBytes } from 'gltf-validator';

const maxMessages = 20;
const severities = ['error', 'warning', 'info', 'hint'];
const folder = process.argv[2];
const total = { files: 0, errors: 0, warnings: 0, infos: 0, hints: 0, messages: [] };
for (const file of readdirSync(folder).filter(name => name.endsWith('.glb')).sort()) {
  const { issues } = await validateBytes(new Uint8Array(readFileSync(join(folder, file))));
  total.files++;
  total.errors += issues.numErrors;
  total.warnings += issues.numWarnings;
  total.infos += issues.numInfos;
  total.hints += issues.numHints;
  for (const issue of issues.messages.slice(0, maxMessages - total.messages.length))
    total.messages.push(`${file}: ${severities[issue.severity]} ${issue.code} ${issue.pointer ?? ''} ${issue.message}`);
}
console.log(JSON.stringify(total));
