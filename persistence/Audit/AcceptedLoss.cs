using System.Text.Json;

namespace Orchestrator.Persistence.Audit;

/// <summary>
/// An operator's word that the journal may begin again without what <c>audit.head</c> said. It lies in a file until the
/// next daemon has recorded it.
/// </summary>
public sealed record AcceptedLoss(WitnessedHead? Head, string Reason)
{
    private const string Name = "audit.head.accepted";

    internal static AcceptedLoss? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(folder, Name)), AcceptedLossJson.Default.AcceptedLoss);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            return new AcceptedLoss(null, $"{Name} could not be read");
        }
    }

    /// <summary>Writes the file, then takes the witness away.</summary>
    public void Save(string folder)
    {
        using (FileStream file = new(Path.Combine(folder, Name), FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, this, AcceptedLossJson.Default.AcceptedLoss);
            file.Flush(flushToDisk: true);
        }
        File.Delete(Path.Combine(folder, "audit.head"));
    }

    internal static void Forget(string folder) => File.Delete(Path.Combine(folder, Name));
}
