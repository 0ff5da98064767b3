using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Snapshots;

/// <summary>
/// A snapshot as a row of sections, each its length and JSON: the head; containers by the thousand; for each batch
/// itself and its members by the thousand; at the end the specs that all of them refer to. So all processors can read
/// it at once, and no more than a section is in memory while it is written. The same fleet gives the same bytes.
/// </summary>
internal static class SnapshotCodec
{
    private const int Piece = 1_000;

    private static readonly JsonSerializerOptions Options = WithNumbers();
    private static readonly JsonTypeInfo<SnapshotHead> Head = Info<SnapshotHead>(Options);
    private static readonly JsonTypeInfo<ContainerState[]> Containers = Info<ContainerState[]>(Options);
    private static readonly JsonTypeInfo<BatchState> Batch = Info<BatchState>(Options);
    private static readonly JsonTypeInfo<MemberState[]> Members = Info<MemberState[]>(Options);
    private static readonly JsonTypeInfo<ContainerSpec[]> Specs = Info<ContainerSpec[]>(EventOptions.Json);

    public static void Write(FleetSnapshot snapshot, Action<ReadOnlySpan<byte>> to)
    {
        ArrayBufferWriter<byte> buffer = new(1 << 16);
        using Utf8JsonWriter json = new(buffer);
        ContainerSpec[] specs;
        ContainerState[] containers = [.. snapshot.Containers.OrderBy(container => container.CreatedSeq)];
        BatchState[] batches = [.. snapshot.Batches.OrderBy(batch => batch.SubmittedSeq)];
        SpecNumbers.BeginWriting();
        try
        {
            Section(new SnapshotHead(
                snapshot.Seq, snapshot.Hash, snapshot.Freeze, Pieces(containers.Length),
                [.. batches.Select(batch => Pieces(batch.Members.Count))], snapshot.BootId, snapshot.Selections,
                snapshot.Classes, snapshot.Schedules, snapshot.Networks), Head);
            foreach (ContainerState[] piece in containers.Chunk(Piece))
                Section(piece, Containers);
            foreach (BatchState batch in batches)
            {
                Section(batch with { Members = ImmutableList<MemberState>.Empty }, Batch);
                foreach (MemberState[] piece in batch.Members.Chunk(Piece))
                    Section(piece, Members);
            }
        }
        finally
        {
            specs = SpecNumbers.EndWriting();
        }
        Section(specs, Specs);

        void Section<T>(T what, JsonTypeInfo<T> info)
        {
            buffer.ResetWrittenCount();
            json.Reset();
            JsonSerializer.Serialize(json, what, info);
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, buffer.WrittenCount);
            to(length);
            to(buffer.WrittenSpan);
        }
    }

    /// <exception cref="InvalidDataException">It is not what <see cref="Write"/> makes.</exception>
    /// <exception cref="JsonException">A section is not.</exception>
    public static FleetSnapshot Read(ReadOnlyMemory<byte> bytes)
    {
        List<ReadOnlyMemory<byte>> sections = Split(bytes);
        if (sections.Count < 2)
            throw new InvalidDataException("The snapshot is cut off.");
        SnapshotHead head = Of(sections[0], Head);
        if (sections.Count != 2 + head.Containers + head.Members.Sum(pieces => 1 + pieces))
            throw new InvalidDataException("The snapshot has sections that its head does not know.");
        ContainerSpec[] specs = Of(sections[^1], Specs);

        object[] parts = new object[sections.Count];
        HashSet<int> heads = [];
        for (int batch = 0, at = 1 + head.Containers; batch < head.Members.Count; at += 1 + head.Members[batch++])
            heads.Add(at);
        Parallel.For(1, sections.Count - 1, i =>
        {
            SpecNumbers.Know(specs);
            parts[i] = i <= head.Containers ? Of(sections[i], Containers)
                : heads.Contains(i) ? Of(sections[i], Batch)
                : Of(sections[i], Members);
            SpecNumbers.Know(null);
        });

        List<ContainerState> containers = new(head.Containers * Piece);
        for (int i = 1; i <= head.Containers; i++)
            containers.AddRange((ContainerState[])parts[i]);
        List<BatchState> batches = [];
        int next = 1 + head.Containers;
        foreach (int pieces in head.Members)
        {
            BatchState batch = (BatchState)parts[next++];
            batches.Add(batch with
            {
                Members = ImmutableList.CreateRange(
                    Enumerable.Range(next, pieces).SelectMany(i => (MemberState[])parts[i])),
            });
            next += pieces;
        }
        return new FleetSnapshot(head.Seq, head.Hash, containers, batches, head.Freeze, head.BootId)
        {
            Selections = head.Selections ?? [],
            Classes = head.Classes,
            Schedules = head.Schedules,
            Networks = head.Networks ?? [],
        };
    }

    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes)
    {
        List<ReadOnlyMemory<byte>> sections = [];
        while (bytes.Length > 0)
        {
            int length = bytes.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
            if (length < 0 || length > bytes.Length - sizeof(int))
                throw new InvalidDataException("The snapshot is cut off.");
            sections.Add(bytes.Slice(sizeof(int), length));
            bytes = bytes[(sizeof(int) + length)..];
        }
        return sections;
    }

    private static T Of<T>(ReadOnlyMemory<byte> section, JsonTypeInfo<T> info) =>
        JsonSerializer.Deserialize(section.Span, info) ?? throw new JsonException("a section is null");

    private static int Pieces(int count) => (count + Piece - 1) / Piece;

    private static JsonSerializerOptions WithNumbers()
    {
        JsonSerializerOptions options = new(EventOptions.Json);
        options.Converters.Insert(0, new SpecNumbers());
        options.MakeReadOnly();
        return options;
    }

    private static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
