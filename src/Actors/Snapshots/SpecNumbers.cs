using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Snapshots;

/// <summary>
/// Writes a number for each spec and keeps the specs apart, once each: most containers share theirs with many, and it
/// is the largest part of their state.
/// </summary>
internal sealed class SpecNumbers : JsonConverter<ContainerSpec>
{
    /// <summary>For what this thread writes.</summary>
    [ThreadStatic]
    private static List<ContainerSpec>? _written;

    [ThreadStatic]
    private static Dictionary<ContainerSpec, int>? _numbers;

    /// <summary>For what this thread reads.</summary>
    [ThreadStatic]
    private static ContainerSpec[]? _known;

    public static void BeginWriting() =>
        (_written, _numbers) = ([], new Dictionary<ContainerSpec, int>(ReferenceEqualityComparer.Instance));

    public static ContainerSpec[] EndWriting()
    {
        ContainerSpec[] written = [.. _written ?? []];
        (_written, _numbers) = (null, null);
        return written;
    }

    public static void Know(ContainerSpec[]? specs) => _known = specs;

    public override ContainerSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        int number = reader.GetInt32();
        return _known is { } known && (uint)number < (uint)known.Length
            ? known[number]
            : throw new JsonException($"there is no spec {number}");
    }

    public override void Write(Utf8JsonWriter writer, ContainerSpec value, JsonSerializerOptions options)
    {
        if (!_numbers!.TryGetValue(value, out int number))
        {
            number = _numbers[value] = _written!.Count;
            _written.Add(value);
        }
        writer.WriteNumberValue(number);
    }
}
