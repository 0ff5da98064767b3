using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Isolation.Lsm.Selinux;

/// <summary>
/// Gives every container a level with a pair of categories that no other container of the node has, as sVirt does: a
/// process may touch a file only if its categories cover the file's, and no pair covers another.
/// </summary>
internal sealed class CategoryAllocator
{
    /// <summary>c0 to c1023 is what the policies of all distributions have.</summary>
    public const int Categories = 1024;

    private const int Pairs = Categories * (Categories - 1) / 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _byOwner = [];
    private readonly HashSet<int> _taken = [];
    private int _next;

    /// <param name="root">Nodes with different roots begin at different pairs, so that they rarely share one.</param>
    public CategoryAllocator(string root) =>
        _next = (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes("categories " + root))) % Pairs);

    /// <summary>The level of a container: the one it has, else a free one; null when all are taken.</summary>
    public string? Take(Guid owner)
    {
        lock (_gate)
        {
            if (_byOwner.TryGetValue(owner, out var had))
                return Level(had);
            for (var tries = 0; tries < Pairs; tries++)
            {
                var pair = _next;
                _next = (_next + 1) % Pairs;
                if (!_taken.Add(pair))
                    continue;
                _byOwner.Add(owner, pair);
                return Level(pair);
            }
            return null;
        }
    }

    /// <summary>Takes the level that the journal says a container has. False when another one holds it.</summary>
    public bool Reserve(Guid owner, string level)
    {
        if (Parse(level) is not { } pair)
            return false;
        lock (_gate)
        {
            if (_byOwner.TryGetValue(owner, out var had))
                return had == pair;
            if (!_taken.Add(pair))
                return false;
            _byOwner.Add(owner, pair);
            return true;
        }
    }

    public void Free(Guid owner)
    {
        lock (_gate)
        {
            if (_byOwner.Remove(owner, out var pair))
                _taken.Remove(pair);
        }
    }

    /// <summary>Pairs (low, high) counted by their higher category: (0,1), (0,2), (1,2), (0,3) …</summary>
    private static string Level(int pair)
    {
        var high = (int)((1 + Math.Sqrt(1 + (8.0 * pair))) / 2);
        // The square root of a large number may round across the border.
        while (high * (high - 1) / 2 > pair)
            high--;
        while ((high + 1) * high / 2 <= pair)
            high++;
        return string.Create(CultureInfo.InvariantCulture, $"s0:c{pair - (high * (high - 1) / 2)},c{high}");
    }

    private static int? Parse(string level)
    {
        if (!level.StartsWith("s0:c", StringComparison.Ordinal))
            return null;
        return level["s0:c".Length..].Split(",c") is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var low)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var high)
            && low < high && high < Categories
            ? (high * (high - 1) / 2) + low
            : null;
    }
}
