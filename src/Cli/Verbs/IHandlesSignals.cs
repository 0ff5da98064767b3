namespace Orchestrator.Cli.Verbs;

/// <summary>A verb that decides itself what Ctrl-C means.</summary>
internal interface IHandlesSignals
{
    /// <summary>Whether it does so for what was asked of it.</summary>
    bool Handles(Invocation call) => true;
}
