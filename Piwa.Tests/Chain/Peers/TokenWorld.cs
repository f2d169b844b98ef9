using System.Buffers.Binary;
using System.Security.Cryptography;
using Piwa.Chain;
using Piwa.Chain.Keys;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Random instructions of the SPL token and associated token programs over a few mints, accounts and multisigs. Whoever acts
/// is more often than not one who may, as the ledger's accounts say.</summary>
internal sealed class TokenWorld : IDisposable
{
    private const int MultisigBytes = 355;
    private const int MaximumInstruction = 22;

    private readonly Random _random;
    private readonly TwinLedger _twin;
    private readonly Dictionary<PublicKey, Keypair> _keys = [];
    private readonly PublicKey[] _people;
    private readonly PublicKey[] _mints;
    private readonly PublicKey[] _accounts;
    private readonly PublicKey[] _multisigs;

    public TokenWorld(int seed, TwinLedger twin)
    {
        _random = new Random(seed);
        _twin = twin;
        _people = [.. Enumerable.Range(0, 3).Select(i => Own($"{seed} person {i}"))];
        _mints = [.. Enumerable.Range(0, 3).Select(i => Own($"{seed} mint {i}"))];
        _accounts = [.. Enumerable.Range(0, 6).Select(i => Own($"{seed} account {i}"))];
        _multisigs = [.. Enumerable.Range(0, 2).Select(i => Own($"{seed} multisig {i}"))];
        foreach (PublicKey person in _people)
            twin.Airdrop(person, 10_000_000_000);
    }

    public void Dispose()
    {
        foreach (Keypair key in _keys.Values)
            key.Dispose();
    }

    /// <summary>The next thing to try, and who signs it besides the payer.</summary>
    public (string Name, Instruction Instruction, Keypair[] Signers) Next()
    {
        (string name, Instruction instruction) = Pick();
        return (name, instruction, Signers(instruction));
    }

    /// <summary>The same with something wrong, or at least different.</summary>
    public (Instruction Instruction, Keypair[] Signers) Spoil(Instruction instruction)
    {
        AccountMeta[] accounts = [.. instruction.Accounts];
        byte[] data = instruction.Data.ToArray();
        int account = accounts.Length == 0 ? 0 : Below(accounts.Length);
        switch (Below(6))
        {
            case 0 when accounts.Length != 0:
                accounts[account] = accounts[account] with { Key = Anything() };
                break;
            case 1 when accounts.Length != 0:
                accounts[account] = accounts[account] with { IsWritable = !accounts[account].IsWritable };
                break;
            case 2 when accounts.Length != 0:
                accounts[account] = accounts[account] with { IsSigner = false };
                break;
            case 3:
                accounts = accounts[..account];
                break;
            case 4 when data.Length > 1:
                data[1 + Below(data.Length - 1)] ^= (byte)(1 << Below(8));
                break;
            default:
                data = data[..Below(data.Length + 1)];
                break;
        }

        accounts = [.. accounts.Select(meta => meta with { IsSigner = meta.IsSigner && MaySign(meta.Key) })];
        Instruction spoiled = new(instruction.ProgramId, accounts, data);
        return (spoiled, Signers(spoiled));
    }

    private int Below(int bound) => _random.Next(bound);

    private bool Often() => Below(5) != 0;

    private T Any<T>(T[] items) => items[Below(items.Length)];

    private PublicKey Own(string name)
    {
        Keypair key = Keypair.FromSeed(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        _keys.Add(key.PublicKey, key);
        return key.PublicKey;
    }

    private bool MaySign(PublicKey key) => _keys.ContainsKey(key) || key == _twin.Payer.PublicKey;

    private Keypair[] Signers(Instruction instruction) =>
    [
        .. instruction.Accounts.Where(meta => meta.IsSigner && meta.Key != _twin.Payer.PublicKey).Select(meta => meta.Key).Distinct()
            .Select(key => _keys[key]),
    ];

    private PublicKey Anything() => Below(5) switch
    {
        0 => Any(_mints),
        1 or 2 => Any(_accounts),
        3 => Any(_multisigs),
        _ => Any(_people),
    };

    private (string Name, Instruction Instruction) Pick()
    {
        foreach ((PublicKey[] keys, int bytes) in new[] { (_mints, TokenMint.Size), (_accounts, TokenAccount.Size), (_multisigs, MultisigBytes) })
        {
            if (keys.Cast<PublicKey?>().FirstOrDefault(key => _twin.Data(key!.Value) is null) is { } missing && Below(3) == 0)
            {
                return ("create", SystemInstructions.CreateAccount(
                    _twin.Payer.PublicKey, missing, Rent.MinimumBalance(bytes), (ulong)bytes, ProgramIds.Token));
            }
        }

        if (Below(12) == 0)
        {
            PublicKey wallet = Any(_people);
            return ("associated", TokenInstructions.CreateAssociatedAccount(
                _twin.Payer.PublicKey, wallet, Any(_mints), mayExist: Below(2) == 0));
        }

        int number = Below(MaximumInstruction + 1);
        return ($"token {number}", Token((byte)number));
    }

    private Instruction Token(byte number)
    {
        PublicKey mint = Any(_mints);
        PublicKey account = Below(8) == 0 ? ProgramAddress.TokenAccount(Any(_people), mint) : Any(_accounts);
        PublicKey other = Below(8) == 0 ? ProgramAddress.TokenAccount(Any(_people), mint) : Any(_accounts);
        PublicKey mintOf = Often() ? Field(account, 0) ?? mint : mint;
        byte[] amount = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(amount, Below(20) == 0 ? ulong.MaxValue - 5 : (ulong)Below(1_000));
        byte decimals = Often() ? (byte)(_twin.Data(mintOf) is { Length: TokenMint.Size } data ? data[44] : 0) : (byte)Below(10);
        AccountMeta rent = AccountMeta.ReadOnly(ProgramIds.RentSysvar);
        AccountMeta[] owner = Authority(Often() ? Field(account, 32) : null);
        AccountMeta[] minter = Authority(Often() ? Field(mintOf, 4) : null);
        AccountMeta[] freezer = Authority(Often() ? Field(mintOf, 50) : null);
        AccountMeta at = AccountMeta.Writable(account);
        byte[] person = Key(Below(5) == 0 ? Any(_multisigs) : Any(_people));
        return number switch
        {
            0 => Make([AccountMeta.Writable(mint), rent], [number, (byte)Below(10), .. person, .. Option()]),
            20 => Make([AccountMeta.Writable(mint)], [number, (byte)Below(10), .. person, .. Option()]),
            1 => Make([at, AccountMeta.ReadOnly(mint), AccountMeta.ReadOnly(new PublicKey(person)), rent], [number]),
            16 => Make([at, AccountMeta.ReadOnly(mint), rent], [number, .. person]),
            18 => Make([at, AccountMeta.ReadOnly(mint)], [number, .. person]),
            2 => Make([AccountMeta.Writable(Any(_multisigs)), rent, .. Members()], [number, (byte)Below(4)]),
            19 => Make([AccountMeta.Writable(Any(_multisigs)), .. Members()], [number, (byte)Below(4)]),
            3 => Make([at, AccountMeta.Writable(other), .. owner], [number, .. amount]),
            12 => Make([at, AccountMeta.ReadOnly(mintOf), AccountMeta.Writable(other), .. owner], [number, .. amount, decimals]),
            4 => Make([at, AccountMeta.ReadOnly(Any(_people)), .. owner], [number, .. amount]),
            13 => Make([at, AccountMeta.ReadOnly(mintOf), AccountMeta.ReadOnly(Any(_people)), .. owner], [number, .. amount, decimals]),
            5 => Make([at, .. owner], [number]),
            6 => Below(3) == 0
                ? Make([AccountMeta.Writable(mintOf), .. minter], [number, (byte)Below(4), .. Option()])
                : Make([at, .. owner], [number, (byte)Below(5), .. Option()]),
            7 => Make([AccountMeta.Writable(mintOf), at, .. minter], [number, .. amount]),
            14 => Make([AccountMeta.Writable(mintOf), at, .. minter], [number, .. amount, decimals]),
            8 => Make([at, AccountMeta.Writable(mintOf), .. owner], [number, .. amount]),
            15 => Make([at, AccountMeta.Writable(mintOf), .. owner], [number, .. amount, decimals]),
            9 => Make([at, AccountMeta.Writable(Any(_people)), .. owner], [number]),
            10 or 11 => Make([at, AccountMeta.ReadOnly(mintOf), .. freezer], [number]),
            21 => Make([AccountMeta.ReadOnly(Anything())], [number]),
            _ => Make([at], [number]),
        };
    }

    private static Instruction Make(AccountMeta[] accounts, byte[] data) => new(ProgramIds.Token, accounts, data);

    private static byte[] Key(PublicKey key) => key.ToArray();

    private byte[] Option() => Below(3) == 0 ? [0] : [1, .. Key(Any(_people))];

    private AccountMeta[] Members() => [.. _people.Take(Below(4)).Select(person => AccountMeta.ReadOnly(person))];

    /// <summary>Somebody who decides, and if that is a multisig, some of the people after it.</summary>
    private AccountMeta[] Authority(PublicKey? key)
    {
        PublicKey authority = key is { } known && (_keys.ContainsKey(known) || known == _twin.Payer.PublicKey) ? known : Any(_people);
        return _multisigs.Contains(authority)
            ? [AccountMeta.ReadOnly(authority), .. _people.Where(_ => Often()).Select(person => AccountMeta.ReadOnly(person, Often()))]
            : [AccountMeta.ReadOnly(authority, isSigner: true)];
    }

    /// <summary>A key that stands in an account's data.</summary>
    private PublicKey? Field(PublicKey account, int offset) => _twin.Data(account) is { } data && data.Length >= offset + PublicKey.Size
        ? new PublicKey(data.AsSpan(offset, PublicKey.Size))
        : null;
}
