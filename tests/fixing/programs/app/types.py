"""What our other modules use of the bank, under our names."""

from app.bank.models import Account, AmountLimit as Cap, CountLimit
from app.bank.models import Transfer as Payment
from app.bank import models as m

Where = m.Address

__all__ = ["Account", "Cap", "CountLimit", "Payment", "Where"]
