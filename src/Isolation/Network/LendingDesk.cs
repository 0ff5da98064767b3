using System.Globalization;
using System.Net;
using System.Text.Json;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// Notes what of the host containers have, and gets it back: at their end, or at the next start of a daemon when nobody was
/// there. The network namespace of such a container is kept by a file, since a virtual device would otherwise vanish with
/// it, and a real one come back under another name (net/core/dev.c, default_device_exit_net).
/// </summary>
internal sealed class LendingDesk(string folder, HostNetwork own, Action<string> notice)
{
    private const string NoteEnding = ".json";
    private const int LongestName = 15;

    /// <summary>Before anything is lent: whatever happens from here on is undone.</summary>
    public void Lend(Guid container, int attempt, Descriptor network, BorrowedThings things)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = PathOf(container, attempt);
        File.WriteAllBytes(path + NoteEnding, JsonSerializer.SerializeToUtf8Bytes(things));
        if (!File.Exists(path))
            NamespaceFile.Keep(network, path);
    }

    public void TakeBack(Guid container, int attempt, NetlinkSocket host) => TakeBack(PathOf(container, attempt), host);

    /// <summary>All that belongs to no attempt of <paramref name="living"/>.</summary>
    public void TakeBackFromOthers(IReadOnlySet<(Guid, int)> living, NetlinkSocket host)
    {
        if (!Directory.Exists(folder))
            return;
        var kept = living.Select(one => PathOf(one.Item1, one.Item2)).ToHashSet(StringComparer.Ordinal);
        foreach (var note in Directory.GetFiles(folder, "*" + NoteEnding))
        {
            var path = note[..^NoteEnding.Length];
            if (!kept.Contains(path))
                TakeBack(path, host);
        }
    }

    private void TakeBack(string path, NetlinkSocket host)
    {
        if (!File.Exists(path + NoteEnding))
            return;
        try
        {
            var things = JsonSerializer.Deserialize<BorrowedThings>(File.ReadAllBytes(path + NoteEnding)) ?? new BorrowedThings();
            foreach (var proxied in things.Proxies)
            {
                if (host.FindLink(proxied.Link) is { } link && IPAddress.TryParse(proxied.Address, out var address))
                    _ = host.Change(new NetlinkMessages().DeleteProxyNeighbour(link.Index, address));
            }
            // A crash right after the note leaves a file without a namespace, and nothing was lent.
            if (things.Devices.Count > 0 && NamespaceHandle.TryOpen(path, out _) is { } network)
            {
                using (network)
                using (var inside = TryEnter(network))
                {
                    foreach (var device in inside is null ? [] : things.Devices)
                        TakeBack(device, inside!, host);
                }
            }
        }
        catch (Exception problem) when (problem is SystemCallException or JsonException)
        {
            notice($"What a container had of the host's network could not be given back, see {path}{NoteEnding}: {problem.Message}");
            return;
        }
        if (File.Exists(path))
            NamespaceFile.Remove(path);
        File.Delete(path + NoteEnding);
    }

    private static NetlinkSocket? TryEnter(NamespaceHandle network)
    {
        try
        {
            return NetlinkSocket.Open(NetlinkProtocol.Route, network);
        }
        catch (SystemCallException)
        {
            return null; // a plain file: the mount was never made
        }
    }

    private void TakeBack(MovedDevice device, NetlinkSocket inside, NetlinkSocket host)
    {
        if (inside.FindLink(device.Inside) is not { } there)
            return;
        using var home = own.Handle();
        var messages = new NetlinkMessages().SetUp(device.Inside, up: false).Move(device.Inside, home, device.Name);
        var name = device.Name;
        if (inside.Change(messages) is not null)
        {
            // Somebody took the name meanwhile. The kernel fills in a number.
            name = string.Create(CultureInfo.InvariantCulture, $"{device.Name[..Math.Min(device.Name.Length, LongestName - 4)]}.%d");
            messages.Clear();
            if (inside.Change(messages.Move(device.Inside, home, name)) is { } error)
                throw new SystemCallException("RTM_SETLINK", error.Number, $"Giving the device {device.Name} ({there.Name} inside) back");
            notice($"The device {device.Name} came back under another name, since a device of that name is there by now. See ip link.");
            return;
        }
        if (host.FindLink(name) is not { } back)
            return;
        messages.Clear();
        if (MacAddress.TryParse(device.Mac, out var mac))
            messages.SetMac(back.Index, mac);
        messages.SetMtu(back.Index, device.Mtu);
        if (device.Up)
            messages.SetUp(back.Index, up: true);
        _ = host.ChangeAll(messages);
    }

    private string PathOf(Guid container, int attempt) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{container:N}-{attempt}"));
}
