namespace Orchestrator.Isolation.Storage;

/// <summary>
/// Which containers were promised which volumes: from their preparation until they are destroyed, whether they run or not. So
/// nobody removes a volume while somebody who mounts it is being made.
/// </summary>
internal sealed class VolumeUsers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<Guid>> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, IReadOnlyCollection<string>> _volumes = [];

    public void Hold(Guid container, IReadOnlyCollection<string> volumes)
    {
        lock (_gate)
        {
            _volumes[container] = volumes;
            foreach (var volume in volumes)
            {
                if (!_users.TryGetValue(volume, out var users))
                    _users[volume] = users = [];
                users.Add(container);
            }
        }
    }

    /// <returns>What it had.</returns>
    public IReadOnlyCollection<string> Release(Guid container)
    {
        lock (_gate)
        {
            if (!_volumes.Remove(container, out var volumes))
                return [];
            foreach (var volume in volumes)
            {
                if (_users.TryGetValue(volume, out var users) && users.Remove(container) && users.Count == 0)
                    _users.Remove(volume);
            }
            return volumes;
        }
    }

    /// <summary>False when somebody has it; else nobody gets it while <paramref name="take"/> runs.</summary>
    /// <param name="but">A container that does not count; null: all do.</param>
    public bool IfUnused(string volume, Guid? but, Action take)
    {
        lock (_gate)
        {
            if (_users.TryGetValue(volume, out var users) && users.Any(user => user != but))
                return false;
            take();
            return true;
        }
    }
}
