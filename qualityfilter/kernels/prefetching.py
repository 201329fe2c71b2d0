"""Asking for memory ahead of time: tables that no cache holds cost most of the time of the kernels that read them."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


@intrinsic  # type: ignore[misc, unused-ignore]
def prefetch(typing_context: Any, array: Any, index: Any) -> Any:
    """Fetch `array[index]` of a contiguous array of one dimension into the cache, without waiting for it; reads nothing.

    The index need not be within bounds: the processor leaves out addresses that are not there.
    """

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.bitcast(builder.gep(held.data, [arguments[1]]), ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        builder.call(function, [place, number(0), number(3), number(1)])  # to read, keep as near as possible, data
        return context.get_dummy_value()

    return types.void(array, types.int64), code
