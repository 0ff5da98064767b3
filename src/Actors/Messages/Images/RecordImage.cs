using Orchestrator.Actors.Events;

namespace Orchestrator.Actors.Messages.Images;

/// <summary>Has the journal keep what was done with an image, by whom and why.</summary>
public sealed record RecordImage(Caller Caller, string Cause, IImageEvent Event) : ICommand, IRequest<ImageRecorded>;
