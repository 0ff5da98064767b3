using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Bpf;

namespace Orchestrator.Isolation.Tests.Seccomp;

/// <summary>The other compiler: libseccomp's program of the same rules.</summary>
internal sealed partial class Libseccomp : IDisposable
{
    private const int Unknown = -1;
    private const int BadArchAction = 2;
    private const uint ErrnoNoSys = 0x0005_0026;

    private readonly nint _context;

    public Libseccomp(SeccompAction fallback, IEnumerable<SeccompAbi> open)
    {
        _context = seccomp_init(fallback.Value);
        // What we answer on a closed ABI.
        Check(seccomp_attr_set(_context, BadArchAction, ErrnoNoSys));
        foreach (var abi in open.Where(abi => abi != SeccompAbi.X8664))
            Check(seccomp_arch_add(_context, Token(abi)));
    }

    public static bool IsInstalled => NativeLibrary.TryLoad("libseccomp.so.2", out _);

    /// <summary>Null when libseccomp does not know the name, negative when this ABI does not have it or multiplexes it.</summary>
    public static int? Resolve(SeccompAbi abi, string name) =>
        seccomp_syscall_resolve_name_arch(Token(abi), name) is var number && number == Unknown ? null : number;

    public void Add(string name, SeccompAction action, IReadOnlyList<ArgumentTest> tests)
    {
        var number = seccomp_syscall_resolve_name_arch(Token(SeccompAbi.X8664), name);
        var compared = tests.Select(test => new scmp_arg_cmp
        {
            arg = (uint)test.Argument,
            op = test.Mask != ulong.MaxValue ? 7 : (int)test.Comparison + 1,
            datum_a = test.Mask != ulong.MaxValue ? test.Mask : test.Value,
            datum_b = test.Value,
        }).ToArray();
        Check(seccomp_rule_add_array(_context, action.Value, number, (uint)compared.Length, compared));
    }

    public List<SockFilter> Program()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
                Check(seccomp_export_bpf(_context, (int)file.DangerousGetHandle()));
            return [.. MemoryMarshal.Cast<byte, SockFilter>(File.ReadAllBytes(path))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose() => seccomp_release(_context);

    /// <summary>SCMP_ARCH_*: AUDIT_ARCH_*, but for x32.</summary>
    private static uint Token(SeccompAbi abi) => abi == SeccompAbi.X32 ? 0x4000_003E : abi.Arch;

    private static void Check(int result)
    {
        if (result < 0)
            throw new InvalidOperationException($"libseccomp says {Kernel.Errno.Name(-result)}");
    }

    [LibraryImport("libseccomp.so.2")]
    private static partial nint seccomp_init(uint action);

    [LibraryImport("libseccomp.so.2")]
    private static partial void seccomp_release(nint context);

    [LibraryImport("libseccomp.so.2")]
    private static partial int seccomp_attr_set(nint context, int attribute, uint value);

    [LibraryImport("libseccomp.so.2")]
    private static partial int seccomp_arch_add(nint context, uint token);

    [LibraryImport("libseccomp.so.2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int seccomp_syscall_resolve_name_arch(uint token, string name);

    [LibraryImport("libseccomp.so.2")]
    private static partial int seccomp_rule_add_array(nint context, uint action, int number, uint count, scmp_arg_cmp[] tests);

    [LibraryImport("libseccomp.so.2")]
    private static partial int seccomp_export_bpf(nint context, int descriptor);

#pragma warning disable IDE1006 // the names of seccomp.h
    [StructLayout(LayoutKind.Sequential)]
    private struct scmp_arg_cmp
    {
        public uint arg;
        public int op;
        public ulong datum_a;
        public ulong datum_b;
    }
#pragma warning restore IDE1006
}
