using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>What a container is told about names: its /etc/resolv.conf and /etc/hosts.</summary>
internal static class NameOptions
{
    private static readonly Option Dns = new("--dns", null, "ADDRESS", "Name server in its resolv.conf, instead of its networks'") { Repeats = true };
    private static readonly Option Search = new("--dns-search", null, "DOMAIN", "Domain to look for short names in") { Repeats = true };
    private static readonly Option DnsOption = new("--dns-option", null, "OPTION", "Option of its resolv.conf, such as ndots:2") { Repeats = true };
    private static readonly Option AddHost = new("--add-host", null, "NAME:ADDRESS", "Line of its /etc/hosts; the address may be host-gateway") { Repeats = true };

    public static IReadOnlyList<Option> All { get; } = [Dns, Search, DnsOption, AddHost];

    public static NameRequest? Read(Arguments given) => All.Any(option => given.All(option).Count > 0)
        ? new NameRequest
        {
            Servers = given.All(Dns) is { Count: > 0 } servers ? [.. servers] : null,
            Search = [.. given.All(Search)],
            Options = [.. given.All(DnsOption)],
            Hosts = [.. given.All(AddHost)],
        }
        : null;
}
