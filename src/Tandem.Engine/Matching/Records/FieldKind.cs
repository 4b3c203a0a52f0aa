namespace Tandem.Engine.Matching.Records;

/// <summary>What a column holds, which decides how two of its values are compared.</summary>
public enum FieldKind
{
    Text,
    Company,
    PersonName,
    Address,
    Place,
    PostalCode,
    Phone,
    Email,
    Domain,
    Code,
    Date,
    Number,

    /// <summary>A row number or key of the one file: never compared.</summary>
    RowKey,
}
