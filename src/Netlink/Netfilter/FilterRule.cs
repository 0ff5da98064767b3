using static Orchestrator.Kernel.Headers.LinuxNetfilter;

namespace Orchestrator.Netlink.Netfilter;

/// <summary>
/// The expressions of one rule, in the order in which a packet meets them; one that does not hold ends the rule. Registers
/// are those of four bytes, counted from 0.
/// </summary>
public sealed class FilterRule(NetlinkMessages messages)
{
    public const int NetworkHeader = (int)NFT_PAYLOAD_NETWORK_HEADER;
    public const int TransportHeader = (int)NFT_PAYLOAD_TRANSPORT_HEADER;
    public const int LinkHeader = (int)NFT_PAYLOAD_LL_HEADER;

    public FilterRule FromIPv4() => Meta(NFT_META_NFPROTO).Is([NFPROTO_IPV4]);

    public FilterRule FromIPv6() => Meta(NFT_META_NFPROTO).Is([NFPROTO_IPV6]);

    public FilterRule Protocol(byte number) => Meta(NFT_META_L4PROTO).Is([number]);

    /// <summary>EtherType, within a bridge.</summary>
    public FilterRule EtherType(ushort type) => Load(LinkHeader, 12, 2).Is([(byte)(type >> 8), (byte)type]);

    public FilterRule InputIn(string set, bool not = false) => Meta(NFT_META_IIFNAME).In(set, not);

    public FilterRule OutputIn(string set, bool not = false) => Meta(NFT_META_OIFNAME).In(set, not);

    public FilterRule LoadInput(int register = 0) => Meta(NFT_META_IIFNAME, register);

    public FilterRule LoadOutput(int register = 0) => Meta(NFT_META_OIFNAME, register);

    public FilterRule LoadProtocol(int register = 0) => Meta(NFT_META_L4PROTO, register);

    /// <summary>Bytes of a header into registers.</summary>
    public FilterRule Load(int header, int offset, int bytes, int register = 0) => Expression("payload", () => messages
        .PutBig(NFTA_PAYLOAD_DREG, NFT_REG32_00 + (uint)register).PutBig(NFTA_PAYLOAD_BASE, (uint)header)
        .PutBig(NFTA_PAYLOAD_OFFSET, (uint)offset).PutBig(NFTA_PAYLOAD_LEN, (uint)bytes));

    public FilterRule Is(ReadOnlySpan<byte> value) => Compare(NFT_CMP_EQ, value.ToArray());

    public FilterRule IsNot(ReadOnlySpan<byte> value) => Compare(NFT_CMP_NEQ, value.ToArray());

    /// <summary>Only these bits of register 0 are looked at afterwards.</summary>
    public FilterRule Mask(byte[] mask) => Expression("bitwise", () => messages
        .PutBig(NFTA_BITWISE_SREG, NFT_REG32_00).PutBig(NFTA_BITWISE_DREG, NFT_REG32_00).PutBig(NFTA_BITWISE_LEN, (uint)mask.Length)
        .Nest(NFTA_BITWISE_MASK).Put(NFTA_DATA_VALUE, mask).End()
        .Nest(NFTA_BITWISE_XOR).Put(NFTA_DATA_VALUE, new byte[mask.Length]).End());

    public FilterRule In(string set, bool not = false) => Expression("lookup", () =>
    {
        messages.Put(NFTA_LOOKUP_SET, set).PutBig(NFTA_LOOKUP_SREG, NFT_REG32_00);
        return not ? messages.PutBig(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV) : messages;
    });

    /// <summary>Replaces what is in the registers by the map's value.</summary>
    public FilterRule Map(string map) => Expression("lookup", () => messages
        .Put(NFTA_LOOKUP_SET, map).PutBig(NFTA_LOOKUP_SREG, NFT_REG32_00).PutBig(NFTA_LOOKUP_DREG, NFT_REG32_00));

    /// <summary>Packets of connections that are known already, and of what belongs to them.</summary>
    public FilterRule Established() => Connection(NFT_CT_STATE, CT_STATE_ESTABLISHED | CT_STATE_RELATED);

    /// <summary>Packets whose receiver was changed on their way.</summary>
    public FilterRule Redirected() => Connection(NFT_CT_STATUS, IPS_DST_NAT);

    /// <summary>The receiver is this host.</summary>
    /// <param name="byInput">By an address of the interface that the packet came by.</param>
    public FilterRule ToHost(bool byInput = false, bool not = false)
    {
        Expression("fib", () => messages
            .PutBig(NFTA_FIB_DREG, NFT_REG32_00).PutBig(NFTA_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE)
            .PutBig(NFTA_FIB_FLAGS, NFTA_FIB_F_DADDR | (byInput ? NFTA_FIB_F_IIF : 0)));
        return Compare(not ? NFT_CMP_NEQ : NFT_CMP_EQ, BitConverter.GetBytes(RTN_LOCAL));
    }

    public void Accept() => Verdict(NF_ACCEPT, null);

    public void Drop() => Verdict(NF_DROP, null);

    public void Jump(string chain) => Verdict(NFT_JUMP, chain);

    /// <summary>The sender becomes the address by which the packet leaves.</summary>
    public void Masquerade() => Expression("masq", () => messages);

    /// <summary>The receiver becomes the address in register 0 and the port after it.</summary>
    public void Redirect(bool v6) => Expression("nat", () => messages
        .PutBig(NFTA_NAT_TYPE, NFT_NAT_DNAT).PutBig(NFTA_NAT_FAMILY, (uint)(v6 ? NFPROTO_IPV6 : NFPROTO_IPV4))
        .PutBig(NFTA_NAT_REG_ADDR_MIN, NFT_REG32_00).PutBig(NFTA_NAT_REG_PROTO_MIN, NFT_REG32_00 + (v6 ? 4u : 1u)));

    private FilterRule Meta(uint key, int register = 0) => Expression("meta", () => messages
        .PutBig(NFTA_META_DREG, NFT_REG32_00 + (uint)register).PutBig(NFTA_META_KEY, key));

    private FilterRule Connection(uint key, uint bits)
    {
        Expression("ct", () => messages.PutBig(NFTA_CT_DREG, NFT_REG32_00).PutBig(NFTA_CT_KEY, key));
        return Mask(BitConverter.GetBytes(bits)).IsNot(new byte[sizeof(uint)]);
    }

    private FilterRule Compare(uint how, byte[] value) => Expression("cmp", () => messages
        .PutBig(NFTA_CMP_SREG, NFT_REG32_00).PutBig(NFTA_CMP_OP, how)
        .Nest(NFTA_CMP_DATA).Put(NFTA_DATA_VALUE, value).End());

    private void Verdict(int code, string? chain) => Expression("immediate", () =>
    {
        messages.PutBig(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT).Nest(NFTA_IMMEDIATE_DATA).Nest(NFTA_DATA_VERDICT)
            .PutBig(NFTA_VERDICT_CODE, unchecked((uint)code));
        if (chain is not null)
            messages.Put(NFTA_VERDICT_CHAIN, chain);
        return messages.End().End();
    });

    private FilterRule Expression(string name, Func<NetlinkMessages> data)
    {
        messages.Nest(NFTA_LIST_ELEM).Put(NFTA_EXPR_NAME, name).Nest(NFTA_EXPR_DATA);
        data();
        messages.End().End();
        return this;
    }
}
