using Orchestrator.Actors.Events;

namespace Orchestrator.Actors.Messages.Images;

/// <summary>Has the journal keep what was done with an image or a volume, by whom and why.</summary>
public sealed record RecordImage(Caller Caller, string Cause, IStoreEvent Event) : ICommand, IRequest<ImageRecorded>;
