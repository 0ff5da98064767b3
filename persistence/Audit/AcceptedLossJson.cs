using System.Text.Json.Serialization;

namespace Orchestrator.Persistence.Audit;

[JsonSerializable(typeof(AcceptedLoss))]
internal sealed partial class AcceptedLossJson : JsonSerializerContext;
