// A chat on socket.io: every message is sent to all sockets. The port is the first argument.
const { Server } = require("socket.io");

const io = new Server(Number(process.argv[2]), { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.on("message", (text) => io.emit("message", text));
});
