using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Downhill.Tests.Architecture;

/// <summary>That the code of one type uses another, each under its full name; nested types count as the type around them.</summary>
internal readonly record struct Dependency(string User, string Used);

/// <summary>
/// Which types use which, read off a compiled assembly: base types, interfaces, constraints, attributes, fields, signatures, local
/// variables, and every token of every method body with its generic arguments.
/// </summary>
internal sealed class Dependencies : ISignatureTypeProvider<bool, bool>
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly HashSet<string> _used = [];

    private Dependencies(MetadataReader metadata)
    {
        _metadata = metadata;
    }

    /// <summary>Every dependency within an assembly file and out of it.</summary>
    internal static IReadOnlyList<Dependency> Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        using PEReader assembly = new(file);
        MetadataReader metadata = assembly.GetMetadataReader();
        HashSet<Dependency> found = [];
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            Dependencies reader = new(metadata);
            string user = reader.NameOf(handle);
            reader.Read(metadata.GetTypeDefinition(handle), assembly);
            found.UnionWith(reader._used.Where(used => used != user).Select(used => new Dependency(user, used)));
        }

        return [.. found];
    }

    private void Read(TypeDefinition type, PEReader assembly)
    {
        See(type.BaseType);
        See(type.GetGenericParameters());
        See(type.GetCustomAttributes());
        foreach (InterfaceImplementationHandle handle in type.GetInterfaceImplementations())
        {
            See(_metadata.GetInterfaceImplementation(handle).Interface);
        }

        foreach (FieldDefinitionHandle handle in type.GetFields())
        {
            See(_metadata.GetFieldDefinition(handle).GetCustomAttributes());
            _metadata.GetFieldDefinition(handle).DecodeSignature(this, default);
        }

        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = _metadata.GetMethodDefinition(handle);
            See(method.GetGenericParameters());
            See(method.GetCustomAttributes());
            method.DecodeSignature(this, default);
            if (method.RelativeVirtualAddress != 0)
            {
                Read(assembly.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void Read(MethodBodyBlock body)
    {
        See(body.LocalSignature);
        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            See(region.CatchType);
        }

        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            byte first = code.ReadByte();
            OperandType operand = Operands[first == 0xFE ? unchecked((short)(0xFE00 | code.ReadByte())) : first];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig)
            {
                See((EntityHandle)MetadataTokens.Handle(code.ReadInt32()));
            }
            else
            {
                int size = operand == OperandType.InlineSwitch ? 4 * code.ReadInt32() : Size(operand);
                code.Offset += size;
            }
        }
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void See(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterConstraintHandle handle in parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            See(_metadata.GetGenericParameterConstraint(handle).Type);
        }
    }

    private void See(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle handle in attributes)
        {
            See(_metadata.GetCustomAttribute(handle).Constructor);
        }
    }

    private void See(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case var _ when handle.IsNil:
                break;
            case HandleKind.TypeDefinition or HandleKind.TypeReference:
                _used.Add(NameOf(handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, default);
                break;
            case HandleKind.StandaloneSignature:
                See(_metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle));
                break;
            case HandleKind.FieldDefinition:
                See(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle));
                break;
            case HandleKind.MethodDefinition:
                See(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(this, default);
                See(method.Method);
                break;
            case HandleKind.MemberReference:
                See(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
        }
    }

    private void See(StandaloneSignature signature)
    {
        if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
        {
            signature.DecodeLocalSignature(this, default);
        }
        else
        {
            signature.DecodeMethodSignature(this, default);
        }
    }

    // What a member takes and gives is used too: the constant of an enumeration leaves no other trace.
    private void See(FieldDefinition field)
    {
        See(field.GetDeclaringType());
        field.DecodeSignature(this, default);
    }

    private void See(MethodDefinition method)
    {
        See(method.GetDeclaringType());
        method.DecodeSignature(this, default);
    }

    private void See(MemberReference member)
    {
        See(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            member.DecodeFieldSignature(this, default);
        }
        else
        {
            member.DecodeMethodSignature(this, default);
        }
    }

    private string NameOf(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            TypeDefinition type = _metadata.GetTypeDefinition((TypeDefinitionHandle)handle);
            return type.IsNested ? NameOf(type.GetDeclaringType()) : Full(type.Namespace, type.Name);
        }

        TypeReference reference = _metadata.GetTypeReference((TypeReferenceHandle)handle);
        return reference.ResolutionScope.Kind == HandleKind.TypeReference ? NameOf(reference.ResolutionScope) : Full(reference.Namespace, reference.Name);
    }

    private string Full(StringHandle space, StringHandle name) => $"{_metadata.GetString(space)}.{_metadata.GetString(name)}";

    // A signature is read for the types in it; the value that the decoder asks for means nothing.
    bool ISimpleTypeProvider<bool>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => _used.Add(NameOf(handle));

    bool ISimpleTypeProvider<bool>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => _used.Add(NameOf(handle));

    bool ISignatureTypeProvider<bool, bool>.GetTypeFromSpecification(MetadataReader reader, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    bool ISimpleTypeProvider<bool>.GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

    bool ISZArrayTypeProvider<bool>.GetSZArrayType(bool elementType) => false;

    bool IConstructedTypeProvider<bool>.GetArrayType(bool elementType, ArrayShape shape) => false;

    bool IConstructedTypeProvider<bool>.GetByReferenceType(bool elementType) => false;

    bool IConstructedTypeProvider<bool>.GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

    bool IConstructedTypeProvider<bool>.GetPointerType(bool elementType) => false;

    bool ISignatureTypeProvider<bool, bool>.GetFunctionPointerType(MethodSignature<bool> signature) => false;

    bool ISignatureTypeProvider<bool, bool>.GetGenericMethodParameter(bool genericContext, int index) => false;

    bool ISignatureTypeProvider<bool, bool>.GetGenericTypeParameter(bool genericContext, int index) => false;

    bool ISignatureTypeProvider<bool, bool>.GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

    bool ISignatureTypeProvider<bool, bool>.GetPinnedType(bool elementType) => false;
}
