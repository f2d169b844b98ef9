using System.Text.Json;
using Piwa.Chain.Rpc;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Tests.Chain.Rpc;

/// <summary>Errors in the forms of nodes.</summary>
public sealed class TransactionErrorConverterTests
{
    public static TheoryData<string, TransactionError> Forms => new()
    {
        { "\"BlockhashNotFound\"", new TransactionError(TransactionErrorKind.BlockhashNotFound) },
        { "\"WouldExceedMaxAccountCostLimit\"", new TransactionError(TransactionErrorKind.WouldExceedMaxAccountCostLimit) },
        {
            """{"InstructionError":[0,{"Custom":6001}]}""",
            TransactionError.ForInstruction(0, InstructionErrorKind.Custom, 6001)
        },
        {
            """{"InstructionError":[2,{"Custom":4294967295}]}""",
            TransactionError.ForInstruction(2, InstructionErrorKind.Custom, uint.MaxValue)
        },
        {
            """{"InstructionError":[1,"ComputationalBudgetExceeded"]}""",
            TransactionError.ForInstruction(1, InstructionErrorKind.ComputationalBudgetExceeded)
        },
        {
            """{"InsufficientFundsForRent":{"account_index":3}}""",
            new TransactionError(TransactionErrorKind.InsufficientFundsForRent) { AccountIndex = 3 }
        },
        {
            """{"ProgramExecutionTemporarilyRestricted":{"account_index":4}}""",
            new TransactionError(TransactionErrorKind.ProgramExecutionTemporarilyRestricted) { AccountIndex = 4 }
        },
        {
            """{"DuplicateInstruction":2}""",
            new TransactionError(TransactionErrorKind.DuplicateInstruction) { InstructionIndex = 2 }
        },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void FormIsReadAndWritten(string json, TransactionError error)
    {
        Assert.Equal(error, Read(json));
        Assert.Equal(json, JsonSerializer.Serialize(new WireSignatureResult(error), RpcJson.Default.WireSignatureResult)[7..^1]);
    }

    [Theory]
    [InlineData("\"SomethingNew\"")]
    [InlineData("""{"SomethingNew":{"account_index":1}}""")]
    [InlineData("\"7\"")]
    [InlineData("{}")]
    [InlineData("17")]
    public void WhatIsNotKnownIsKeptInItsOwnWords(string json)
    {
        TransactionError error = Read(json);
        Assert.Equal((TransactionErrorKind.Unknown, json), (error.Kind, error.Detail));
        Assert.Contains(json, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownErrorOfAnInstructionKeepsTheInstruction()
    {
        TransactionError error = Read("""{"InstructionError":[4,{"SomethingNew":"text"}]}""");
        Assert.Equal((4, InstructionErrorKind.Unknown), (error.InstructionIndex, error.InstructionError));
        Assert.Contains("SomethingNew", error.Detail, StringComparison.Ordinal);
    }

    // Old nodes send the words of the error along.
    [Fact]
    public void BorshErrorsMayHaveWords()
    {
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.BorshIoError), Read("""{"InstructionError":[0,{"BorshIoError":"eof"}]}"""));
        Assert.Equal(
            TransactionError.ForInstruction(0, InstructionErrorKind.BorshIoError), Read("""{"InstructionError":[0,"BorshIoError"]}"""));
    }

    [Fact]
    public void EveryKindSurvives()
    {
        foreach (TransactionErrorKind kind in Enum.GetValues<TransactionErrorKind>())
        {
            TransactionError error = kind == TransactionErrorKind.InstructionError
                ? TransactionError.ForInstruction(1, InstructionErrorKind.InvalidArgument)
                : new TransactionError(kind);
            string json = JsonSerializer.Serialize(new WireSignatureResult(error), RpcJson.Default.WireSignatureResult);
            TransactionError? read = JsonSerializer.Deserialize(json, RpcJson.Default.WireSignatureResult)!.Err;
            Assert.Equal(error with { Detail = read!.Detail }, read);
        }
    }

    private static TransactionError Read(string json) =>
        JsonSerializer.Deserialize($"{{\"err\":{json}}}", RpcJson.Default.WireSignatureResult)!.Err!;
}
