using Orchestrator.Chaos.Clients;

namespace Orchestrator.Chaos.Checks;

/// <summary>Nothing that was acknowledged is missing from the journal, and nothing in it was changed afterwards.</summary>
internal static class JournalCheck
{
    public static List<string> Compare(History history, Told told)
    {
        var wrong = told.Wrong.ToList();
        for (var i = 0; i < history.Events.Count; i++)
        {
            if (history.Events[i].Seq != i + 1)
            {
                wrong.Add($"the journal has event {history.Events[i].Seq} in place {i + 1}");
                break;
            }
        }
        var hashes = history.Events.ToDictionary(view => view.Seq, view => view.Hash ?? "");
        foreach (var (seq, hash) in told.Hashes.OrderBy(pair => pair.Key))
        {
            if (hashes.GetValueOrDefault(seq) is not { Length: > 0 } kept || kept != hash)
                wrong.Add($"event {seq} was seen with the hash {hash}, the journal has {hashes.GetValueOrDefault(seq) ?? "no such event"}");
        }
        var bySubject = history.Events.ToLookup(view => (view.Type, view.Container ?? view.Batch));
        foreach (var fact in told.Facts)
        {
            if (!bySubject[(fact.Type, fact.Subject)].Any(view =>
                fact.MustHold is null || view.Data.ToString()!.Contains(fact.MustHold, StringComparison.OrdinalIgnoreCase)))
                wrong.Add($"acknowledged and not in the journal: {fact}");
        }
        return wrong;
    }
}
