using Orchestrator.Actors.Journal;

namespace Orchestrator.Simulation.Tests.World;

internal sealed record SimResult(
    int Seed, string? Problem, IReadOnlyList<StoredRecord> Journal, int Lives, int Boundaries, int Steps, string? Story);
