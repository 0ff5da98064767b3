using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Containers;

/// <summary>Limits as they were given: what was not is left out, instead of thirty nulls.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResourceRequest))]
public sealed partial class GivenLimitsJson : JsonSerializerContext;
