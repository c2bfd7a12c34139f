// Solves a linear program over variables that are 0 or 1 with CP-SAT: {variables, rules: [{of, by, least}], minimise, seconds} on
// the standard input; {status, holds, seconds} on the standard output.
import { CpModel, CpSolver, LinearExpr } from 'or-tools-wasm/cp-sat';
import { readFileSync } from 'node:fs';

const program = JSON.parse(readFileSync(0, 'utf8'));
const model = new CpModel();
const variables = [null];
for (let i = 1; i <= program.variables; i++) variables.push(model.newBoolVar('x' + i));
for (const { of, by, least } of program.rules) {
  model.addLinearConstraint(LinearExpr.sum(of.map((v, i) => variables[v].times(by[i]))), least, 1_000_000_000);
}
model.minimize(LinearExpr.sum(program.minimise.map(v => variables[v])));
const solver = new CpSolver();
const begun = process.hrtime.bigint();
const status = await solver.solve(model, { maxTimeInSeconds: program.seconds, numSearchWorkers: 1, optimizeWithCore: true, linearizationLevel: 0 });
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const name = solver.statusName(status);
const holds = [];
if (name === 'OPTIMAL' || name === 'FEASIBLE') for (let i = 1; i <= program.variables; i++) if (solver.booleanValue ? solver.booleanValue(variables[i]) : solver.value(variables[i]) > 0) holds.push(i);
console.log(JSON.stringify({ status: name, holds, seconds }));
process.exit(0);
