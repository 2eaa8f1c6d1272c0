// A chat on ws: each message is framed once, and the frame is written to every socket. The port is the first argument.
const { WebSocketServer, Sender } = require("ws");

const options = { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false };
const server = new WebSocketServer({ port: Number(process.argv[2]), host: "127.0.0.1" });
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const frame = Buffer.concat(Sender.frame(data, options));
    for (const other of server.clients) other._socket.write(frame);
  });
});
