namespace Orchestrator.Isolation.Identity;

/// <summary>Turns what the user wrote into ids, with the container's own account files.</summary>
internal static class UserResolver
{
    /// <param name="idsInside">Number of ids that the container's user namespace maps.</param>
    public static UserIdentity? Resolve(
        string text, IReadOnlyList<uint> extraGroups, AccountFiles accounts, uint idsInside, out string? problem)
    {
        if (UserReference.Parse(text, out problem) is not { } reference)
            return null;
        var entry = reference.UserName is { } name ? accounts.FindUser(name) : accounts.FindUser(reference.Uid!.Value);
        if (reference.UserName is not null && entry is null)
        {
            problem = $"The container has no user '{reference.UserName}' in its /etc/passwd. Use a numeric id, e.g. -u 1000.";
            return null;
        }
        var uid = reference.Uid ?? entry!.Value.Uid;
        uint gid;
        if (reference.GroupName is { } groupName)
        {
            if (accounts.FindGroup(groupName) is not { } found)
            {
                problem = $"The container has no group '{groupName}' in its /etc/group. Use a numeric id, e.g. -u {uid}:1000.";
                return null;
            }
            gid = found;
        }
        else
        {
            gid = reference.Gid ?? entry?.Gid ?? 0;
        }
        // The memberships that the account file lists count only when no group was asked for.
        IEnumerable<uint> listed =
            reference.UserName is { } member && reference is { Gid: null, GroupName: null } ? accounts.GroupsOf(member) : [];
        uint[] groups = [.. listed.Concat(extraGroups).Distinct()];
        foreach (var id in (ReadOnlySpan<uint>)[uid, gid, .. groups])
        {
            if (id >= idsInside)
            {
                problem = $"The id {id} is outside the container's user namespace, which has the ids 0 to {idsInside - 1}.";
                return null;
            }
        }
        return new UserIdentity(uid, gid, groups, entry?.Home);
    }
}
