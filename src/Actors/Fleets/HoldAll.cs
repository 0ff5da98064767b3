namespace Orchestrator.Actors.Fleets;

/// <summary>Every container actor holds its launches, or lets them go; a hold is answered by how many will report.</summary>
internal sealed record HoldAll(bool On)
{
    internal sealed record Count(int Containers);
}
