using static Orchestrator.Kernel.Headers.LinuxNetfilter;
using static Orchestrator.Kernel.Headers.LinuxNetlink;

namespace Orchestrator.Netlink.Netfilter;

/// <summary>
/// Changes of packet filter tables (nftables) that the kernel carries out all at once or not at all. Built by this, sent by
/// <see cref="NetlinkSocket.Commit"/>.
/// </summary>
public sealed class FilterBatch
{
    private const ushort Create = NLM_F_CREATE;
    private const byte KeyOrderNote = 0; // NFTNL_UDATA_SET_KEYBYTEORDER
    private const byte HostOrder = 1;
    private readonly NetlinkMessages _messages = new();
    private uint _sets;

    public FilterBatch() => _messages.Begin(NFNL_MSG_BATCH_BEGIN, 0).Body(Header(0, System.Net.IPAddress.HostToNetworkOrder((short)NFNL_SUBSYS_NFTABLES)));

    /// <summary>Makes a table unless it is there.</summary>
    public FilterBatch AddTable(FilterFamily family, string table) => Table(NFT_MSG_NEWTABLE, Create, family, table);

    /// <summary>Removes a table with all it holds. Without one the whole batch fails.</summary>
    public FilterBatch DeleteTable(FilterFamily family, string table) => Table(NFT_MSG_DELTABLE, 0, family, table);

    /// <summary>An empty table in the place of what there was.</summary>
    public FilterBatch ReplaceTable(FilterFamily family, string table) =>
        AddTable(family, table).DeleteTable(family, table).AddTable(family, table);

    /// <summary>A chain that other chains jump to.</summary>
    public FilterBatch AddChain(FilterFamily family, string table, string chain)
    {
        Begin(NFT_MSG_NEWCHAIN, Create, family).Put(NFTA_CHAIN_TABLE, table).Put(NFTA_CHAIN_NAME, chain);
        return this;
    }

    /// <summary>A chain that packets come by. What none of its rules decides goes on.</summary>
    /// <param name="type">filter or nat.</param>
    public FilterBatch AddChain(FilterFamily family, string table, string chain, string type, FilterHook hook, int priority)
    {
        AddChain(family, table, chain);
        _messages.Nest(NFTA_CHAIN_HOOK).PutBig(NFTA_HOOK_HOOKNUM, (uint)hook).PutBig(NFTA_HOOK_PRIORITY, unchecked((uint)priority)).End()
            .Put(NFTA_CHAIN_TYPE, type);
        return this;
    }

    public FilterBatch AddSet(FilterFamily family, string table, FilterSet set)
    {
        Begin(NFT_MSG_NEWSET, Create, family).Put(NFTA_SET_TABLE, table).Put(NFTA_SET_NAME, set.Name)
            .PutBig(NFTA_SET_FLAGS, set.Value is null ? 0 : NFT_SET_MAP)
            .PutBig(NFTA_SET_KEY_TYPE, FilterSet.Type(set.Key)).PutBig(NFTA_SET_KEY_LEN, FilterSet.Length(set.Key));
        if (set.Value is { } value)
            _messages.PutBig(NFTA_SET_DATA_TYPE, FilterSet.Type(value)).PutBig(NFTA_SET_DATA_LEN, FilterSet.Length(value));
        // A note for the program nft, which else shows a name in reverse, that is not at all: the key is in the host's order.
        if (set.Key is [FilterField.InterfaceName])
            _messages.Put(NFTA_SET_USERDATA, [KeyOrderNote, sizeof(uint), HostOrder, 0, 0, 0]);
        _messages.PutBig(NFTA_SET_ID, ++_sets);
        return this;
    }

    /// <summary>One that is there already stays.</summary>
    public FilterBatch AddElement(FilterFamily family, string table, string set, FilterData key, FilterData? value = null) =>
        Element(NFT_MSG_NEWSETELEM, Create, family, table, set, key, value);

    /// <summary>Without it the whole batch fails.</summary>
    public FilterBatch DeleteElement(FilterFamily family, string table, string set, FilterData key) =>
        Element(NFT_MSG_DELSETELEM, 0, family, table, set, key, null);

    /// <summary>A rule after those that the chain has.</summary>
    public FilterBatch AddRule(FilterFamily family, string table, string chain, Action<FilterRule> write)
    {
        Begin(NFT_MSG_NEWRULE, Create | NLM_F_APPEND, family).Put(NFTA_RULE_TABLE, table).Put(NFTA_RULE_CHAIN, chain)
            .Nest(NFTA_RULE_EXPRESSIONS);
        write(new FilterRule(_messages));
        _messages.End();
        return this;
    }

    /// <summary>Whether there is anything to be done.</summary>
    public bool IsEmpty => _messages.Count == 1;

    internal NetlinkMessages Finish() =>
        _messages.Begin(NFNL_MSG_BATCH_END, 0).Body(Header(0, System.Net.IPAddress.HostToNetworkOrder((short)NFNL_SUBSYS_NFTABLES)));

    private FilterBatch Element(
        ushort type, ushort flags, FilterFamily family, string table, string set, FilterData key, FilterData? value)
    {
        Begin(type, flags, family).Put(NFTA_SET_ELEM_LIST_TABLE, table).Put(NFTA_SET_ELEM_LIST_SET, set)
            .Nest(NFTA_SET_ELEM_LIST_ELEMENTS).Nest(NFTA_LIST_ELEM)
            .Nest(NFTA_SET_ELEM_KEY).Put(NFTA_DATA_VALUE, key.Bytes).End();
        if (value is not null)
            _messages.Nest(NFTA_SET_ELEM_DATA).Put(NFTA_DATA_VALUE, value.Bytes).End();
        _messages.End().End();
        return this;
    }

    private FilterBatch Table(ushort type, ushort flags, FilterFamily family, string table)
    {
        Begin(type, flags, family).Put(NFTA_TABLE_NAME, table);
        return this;
    }

    private NetlinkMessages Begin(ushort type, ushort flags, FilterFamily family) =>
        _messages.Begin((ushort)((NFNL_SUBSYS_NFTABLES << 8) | type), flags).Body(Header((byte)family, 0));

    private static nfgenmsg Header(byte family, short resource) => new() { nfgen_family = family, res_id = unchecked((ushort)resource) };
}
