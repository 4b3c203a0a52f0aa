using System.Linq.Expressions;

namespace Tandem.Kernel;

/// <summary>Puts something in the place of a parameter, where a question is put together from parts.</summary>
internal sealed class Swap(ParameterExpression from, Expression to) : ExpressionVisitor
{
    protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
}
