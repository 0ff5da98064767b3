using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Model;

/// <summary>Finds a container by name, by id, or by the beginning or the end of an id.</summary>
internal static class ContainerFinder
{
    private const int ShortestPart = 4;

    public static Refusal? Find(FleetModel model, string reference, out Guid id)
    {
        if (model.Names.TryGetValue(reference, out id))
            return null;
        if (Guid.TryParse(reference, out id) && model.Containers.ContainsKey(id))
            return null;
        if (reference.Length >= ShortestPart)
        {
            Guid[] fits = [.. model.Containers.Keys.Where(key => IsPartOf(key, reference)).Take(2)];
            if (fits.Length == 1)
            {
                id = fits[0];
                return null;
            }
            if (fits.Length > 1)
                return new Refusal(RefusalKind.Invalid, $"More than one container's id begins or ends with {reference}. Give more of it.");
        }
        return new Refusal(RefusalKind.NotFound, $"There is no container {reference}. See: orch ps.");
    }

    // Lists show the end of an id: its beginning is the time, which many containers share.
    private static bool IsPartOf(Guid id, string reference)
    {
        string whole = id.ToString("N");
        string part = reference.Replace("-", "", StringComparison.Ordinal);
        return whole.StartsWith(part, StringComparison.OrdinalIgnoreCase)
            || whole.EndsWith(part, StringComparison.OrdinalIgnoreCase);
    }
}
