using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Rpc;
using Piwa.Chain.Token;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Chain.Ledger.Assets;

namespace Piwa.Tests.Fuzzing;

/// <summary>A ledger on which some of everything has happened: what questions and instructions can be about. The same in every run.</summary>
internal sealed class FuzzWorld : IDisposable
{
    private const int Steps = 150;

    private readonly TestLedger _test = new(options => options.IndexAssets = true);
    private readonly List<Instruction> _instructions = [];
    private readonly List<Signature> _signatures = [];

    public FuzzWorld()
    {
        using AssetWorld world = new(1, _test.Payer);
        foreach (PublicKey person in world.PeopleKeys)
            Ledger.RequestAirdrop(person, TestLedger.Funds / 1_000);
        for (int i = 0; i < Steps; i++)
        {
            AssetStep step = world.Next();
            _instructions.AddRange(step.Instructions);
            Transaction transaction = _test.Build(step.Signers, step.Instructions);
            if (Ledger.SendTransactions([transaction.Bytes])[0].Disposition == TransactionDisposition.Rejected)
                continue;
            step.Apply();
            _signatures.Add(transaction.Id);
            _test.Clock.Advance(Ledger.SlotDuration);
        }

        using Keypair mint = TestKeys.Pair("mint"), nonce = TestKeys.Pair("nonce");
        PublicKey payer = _test.Payer.PublicKey;
        Send([mint], TokenInstructions.CreateMint(payer, mint.PublicKey, 6, payer));
        Send([], TokenInstructions.CreateAssociatedAccount(payer, payer, mint.PublicKey));
        PublicKey holder = ProgramAddress.TokenAccount(payer, mint.PublicKey);
        Send([], TokenInstructions.MintTo(mint.PublicKey, holder, payer, 1_000_000));
        Send([nonce], SystemInstructions.CreateNonceAccount(payer, nonce.PublicKey, payer, 10_000_000));
        _instructions.Add(SystemInstructions.AdvanceNonceAccount(nonce.PublicKey, payer));
        _instructions.Add(TokenInstructions.Transfer(holder, TestKeys.Key(1), payer, 5));
        _instructions.Add(MemoInstructions.Memo("a memo"));
        Accounts =
        [
            payer, holder, mint.PublicKey, nonce.PublicKey, .. world.Trees.Take(4).Select(tree => tree.Key),
            .. world.Trees.Take(4).Select(tree => ProgramAddress.TreeAuthority(tree.Key)), .. world.PeopleKeys.Take(3), .. world.Collections.Take(3),
            ProgramIds.SplNoop, ProgramIds.SplAccountCompression, ProgramIds.MplNoop, ProgramIds.MplAccountCompression, ProgramIds.System, ProgramIds.Token,
            ProgramIds.RentSysvar, ProgramIds.RecentBlockhashesSysvar, ProgramIds.MplCore, TestKeys.Key(77),
        ];
    }

    public static PublicKey[] Programs { get; } =
    [
        ProgramIds.System, ProgramIds.ComputeBudget, ProgramIds.Memo, ProgramIds.AddressLookupTable, ProgramIds.Token, ProgramIds.AssociatedToken,
        ProgramIds.Bubblegum, ProgramIds.SplAccountCompression, ProgramIds.SplNoop, ProgramIds.MplAccountCompression, ProgramIds.MplNoop, ProgramIds.MplCore,
    ];

    public EmbeddedLedger Ledger => _test.Ledger;

    public PublicKey[] Accounts { get; }

    /// <summary>Instructions that were tried, sound and not.</summary>
    public IReadOnlyList<Instruction> Instructions => _instructions;

    public IReadOnlyList<Signature> Signatures => _signatures;

    public void Dispose() => _test.Dispose();

    private void Send(Keypair[] signers, params Instruction[] instructions)
    {
        _instructions.AddRange(instructions);
        _signatures.Add(_test.Send(signers, instructions));
    }
}
