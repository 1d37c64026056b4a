"""An HL7 v2 application that is not ours (python-hl7). `send PORT` sends the messages of stdin, a JSON list, and prints what it
reads in each answer; `receive PORT` acknowledges one message and prints what it reads in it."""
import asyncio
import json
import sys

import hl7
from hl7.client import MLLPClient
from hl7.mllp import start_hl7_server


def fields(message, segment, *numbers):
    return [[str(row[number]) if len(row) > number else "" for number in numbers] for row in message.segments(segment)]


def send(port, messages):
    answers = []
    with MLLPClient("127.0.0.1", port) as client:
        for text in messages:
            answer = hl7.parse(client.send_message(text).decode("utf-8").strip("\x0b\x1c\r") + "\r")
            answers.append({"type": str(answer.segment("MSH")[9]), "msa": fields(answer, "MSA", 1, 2)[0]})
    return answers


async def receive(port):
    heard = asyncio.get_running_loop().create_future()

    async def serve(reader, writer):
        message = await reader.readmessage()
        writer.writemessage(message.create_ack())
        await writer.drain()
        writer.close()
        heard.set_result(message)

    async with await start_hl7_server(serve, port=port, host="127.0.0.1", encoding="utf-8"):
        print("listening", flush=True)
        message = await heard
    return {"order": fields(message, "ORC", 1, 2)[0], "status": fields(message, "OBR", 25)[0], "observations": fields(message, "OBX", 2, 3, 5, 11)}


if sys.argv[1] == "send":
    print(json.dumps(send(int(sys.argv[2]), json.load(sys.stdin))))
else:
    print(json.dumps(asyncio.run(receive(int(sys.argv[2])))))
