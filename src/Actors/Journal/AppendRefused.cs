using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Journal;

/// <summary>Nothing of it was recorded, and nothing of it will be.</summary>
internal sealed record AppendRefused(long Tag, Refusal Refusal);
