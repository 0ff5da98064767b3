using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Parsing;

/// <summary>The outcome of parsing: which verb, with what.</summary>
internal sealed record CommandLine(Verb Verb, Arguments Arguments, bool WantsHelp);
