using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>How much of a container's output is kept; what is left out is the node's default.</summary>
/// <param name="MaxSize">Bytes of one piece; 0: no limit.</param>
/// <param name="MaxFile">Pieces of each stream that are kept.</param>
/// <param name="MaxRate">Bytes a second on average: who writes faster is frozen for as long as it is ahead.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LogRequest(long? MaxSize = null, int? MaxFile = null, long? MaxRate = null);
