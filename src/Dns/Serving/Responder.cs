using Orchestrator.Dns.Wire;

namespace Orchestrator.Dns.Serving;

/// <summary>From the bytes of a query to those of an answer: names of the network from its zone, the rest from the resolver.</summary>
/// <param name="resolver">Null where the network is isolated: it is told nothing of other names.</param>
internal sealed class Responder(IZone zone, IResolver? resolver)
{
    /// <summary>Queries that wait for somebody else at once; more are answered with a failure, so that no flood piles up.</summary>
    private const int MaxWaiting = 256;

    private int _waiting;

    /// <summary>Null: nothing is said.</summary>
    public async ValueTask<byte[]?> AnswerAsync(ReadOnlyMemory<byte> message, bool stream, CancellationToken cancel)
    {
        if (DnsQuery.TryRead(message, out var header, out var problem) is not { } query)
            return problem is { } code ? DnsAnswer.Bare(header, code) : null;
        var limit = stream ? ushort.MaxValue : query.UdpBytes;
        var answer = new DnsAnswer(query);
        // No zone is handed out as a whole, and there are no classes but the Internet's.
        if (query.Class != DnsQuery.Internet || DnsType.IsMeta(query.Type))
            return answer.Write(DnsCode.Refused, limit, own: false);
        if (Own(query, answer) is { } own)
            return answer.Write(own, limit, own: true);
        if (resolver is null)
            return answer.Write(DnsCode.Refused, limit, own: false);
        if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
        {
            try
            {
                if (await resolver.AskAsync(query, stream, cancel).ConfigureAwait(false) is { } foreign)
                    return foreign.Length <= limit ? foreign : Truncated(query);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }
        else
        {
            Interlocked.Decrement(ref _waiting);
        }
        return answer.Write(DnsCode.ServerFailure, limit, own: false);
    }

    /// <summary>Null where the question is for others.</summary>
    private DnsCode? Own(DnsQuery query, DnsAnswer answer)
    {
        if (ReverseName.TryRead(query.Name) is { } reverse)
        {
            if (!zone.Owns(reverse))
                return null;
            if (zone.NameOf(reverse) is not { } name)
                return DnsCode.NoSuchName;
            if (query.Type is DnsType.Ptr or DnsType.Any)
                answer.Add(name);
            return DnsCode.NoError;
        }
        if (zone.Find(query.Name) is { } addresses)
        {
            foreach (var address in addresses)
            {
                var type = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
                if (query.Type == type || query.Type == DnsType.Any)
                    answer.Add(address);
            }
            return DnsCode.NoError;
        }
        // A name without a dot means somebody of this network; the world is not asked for it.
        return query.Type is DnsType.A or DnsType.Aaaa && query.Name.Length > 0 && !query.Name.Contains('.', StringComparison.Ordinal)
            ? DnsCode.NoSuchName
            : null;
    }

    private static byte[] Truncated(DnsQuery query)
    {
        var answer = new DnsAnswer(query).Write(DnsCode.NoError, DnsQuery.PlainUdpBytes, own: false);
        answer[2] |= DnsHeader.Truncated >> 8;
        return answer;
    }
}
