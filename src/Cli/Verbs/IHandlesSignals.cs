namespace Orchestrator.Cli.Verbs;

/// <summary>A verb that decides itself what Ctrl-C means.</summary>
internal interface IHandlesSignals;
