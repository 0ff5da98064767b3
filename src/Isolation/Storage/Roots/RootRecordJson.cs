using System.Text.Json.Serialization;

namespace Orchestrator.Isolation.Storage.Roots;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RootRecord))]
internal sealed partial class RootRecordJson : JsonSerializerContext;
