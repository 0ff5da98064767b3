using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// One object for equal specs, as far as they were met lately: a fleet of 50,000 containers has a few dozen, each a
/// thousand bytes of JSON. Keyed by the stored text; bounded, and only a cache.
/// </summary>
internal static class SpecPool
{
    private const int Slots = 256;

    private static readonly JsonTypeInfo<ContainerSpec> Info =
        (JsonTypeInfo<ContainerSpec>)EventOptions.Spec.GetTypeInfo(typeof(ContainerSpec));

    // Any thread reads and replaces the entries, which never change themselves.
    private static readonly Known?[] ByJson = new Known?[Slots];
    private static readonly Known?[] BySpec = new Known?[Slots];

    /// <exception cref="JsonException">It is no spec.</exception>
    public static ContainerSpec Read(ReadOnlySpan<byte> json)
    {
        ref Known? slot = ref Slot(json);
        if (slot is { } known && json.SequenceEqual(known.Json))
            return known.Spec;
        ContainerSpec spec = JsonSerializer.Deserialize(json, Info) ?? throw new JsonException("the spec is null");
        slot = Slot(spec) = new Known(json.ToArray(), spec);
        return spec;
    }

    public static byte[] Json(ContainerSpec spec) => Find(spec).Json;

    /// <summary>The object that other containers with the same spec have, or this one.</summary>
    public static ContainerSpec Shared(ContainerSpec spec)
    {
        Known mine = Find(spec);
        ref Known? slot = ref Slot(mine.Json);
        if (slot is { } known && known.Json.AsSpan().SequenceEqual(mine.Json))
            return known.Spec;
        slot = mine;
        return spec;
    }

    private static Known Find(ContainerSpec spec)
    {
        ref Known? slot = ref Slot(spec);
        if (slot is { } known && ReferenceEquals(known.Spec, spec))
            return known;
        ArrayBufferWriter<byte> buffer = new(1_024);
        using (Utf8JsonWriter json = new(buffer, RecordCodec.Writing))
            JsonSerializer.Serialize(json, spec, Info);
        return slot = new Known(buffer.WrittenSpan.ToArray(), spec);
    }

    private static ref Known? Slot(ContainerSpec spec) => ref BySpec[RuntimeHelpers.GetHashCode(spec) % Slots];

    private static ref Known? Slot(ReadOnlySpan<byte> json)
    {
        HashCode hash = default;
        hash.AddBytes(json);
        return ref ByJson[(uint)hash.ToHashCode() % Slots];
    }

    private sealed record Known(byte[] Json, ContainerSpec Spec);
}
