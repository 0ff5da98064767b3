using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Archives;

/// <summary>
/// The fleet in a file that outlives versions of the engine, as JSON: unlike a snapshot it cannot be made again once the
/// archives are gone. A property that is added gets a default.
/// </summary>
internal static class FleetBase
{
    private static readonly JsonTypeInfo<FleetSnapshot> Fleet =
        (JsonTypeInfo<FleetSnapshot>)EventOptions.Json.GetTypeInfo(typeof(FleetSnapshot));

    private static readonly byte[] Version = "orch fleet base 1\n"u8.ToArray();

    public static byte[] Write(FleetSnapshot fleet) =>
        [.. Version, .. JsonSerializer.SerializeToUtf8Bytes(fleet, Fleet)];

    /// <summary>Null when this version cannot read it.</summary>
    public static FleetSnapshot? Read(ReadOnlySpan<byte> content)
    {
        try
        {
            return content.StartsWith(Version) ? JsonSerializer.Deserialize(content[Version.Length..], Fleet) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
