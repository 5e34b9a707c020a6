package process

const readCall = "0" // the number of read(2)
