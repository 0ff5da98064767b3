namespace Orchestrator.Actors.Messages;

/// <summary>An order that changes something. It is answered only once what it caused is durable in the journal.</summary>
public interface ICommand
{
    Caller Caller { get; }

    /// <summary>Why, in a few words, for the audit: the command line, a batch, a policy.</summary>
    string Cause { get; }
}
