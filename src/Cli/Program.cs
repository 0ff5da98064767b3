using Orchestrator.Cli;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;
using Orchestrator.Contracts;

using var interrupt = new CancellationTokenSource();
var surroundings = Surroundings.OfProcess(interrupt.Token);
var code = await Entry.RunAsync(args, AllVerbs.Table(), surroundings, interrupt);
return code;
