using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Journal;

/// <summary>Reads and writes specs by way of <see cref="SpecPool"/>.</summary>
internal sealed class SpecConverter : JsonConverter<ContainerSpec>
{
    public override ContainerSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument spec = JsonDocument.ParseValue(ref reader);
        return SpecPool.Read(JsonMarshal.GetRawUtf8Value(spec.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, ContainerSpec value, JsonSerializerOptions options) =>
        writer.WriteRawValue(SpecPool.Json(value), skipInputValidation: true);
}
