using System.Text.Json.Serialization;

namespace Orchestrator.Isolation.Storage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VolumeLabels))]
internal sealed partial class VolumeNoteJson : JsonSerializerContext;
