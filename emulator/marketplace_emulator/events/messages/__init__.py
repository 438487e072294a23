"""The messages, one file each, named like the message.

A file has
- `TYPE`: AWS's name of the message, such as License Updated - Manufacturer;
- `CHANNEL`: sns or eventbridge;
- `FORMS`: the types that its body may have, of which its JSON Schema is made;
- `body(about)`: the body that tells about an agreement, which is of one of these types.
"""
