"""What can go wrong with deliveries."""

from shared.errors import Conflict, NotFound


class DeliveryNotFound(NotFound):
    detail = "Delivery not found"


class WebhookIsOff(Conflict):
    detail = "The webhook is disabled: set its status to active first"
